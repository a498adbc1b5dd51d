// Brings a marked article that stands in the page to life: the legend becomes buttons that filter,
// a table of its rows sorts by tone, and the code that makes the table can be copied. All words are
// in the page already or are set as textContent, so markup in them stays text.
const make = (tag, words, name) => { const e = document.createElement(tag);
  e.textContent = words; if (name) e.className = name; return e; };
const keys = e => (e.dataset.k || "").split(" ");

function enliven(root, code) {
  root.dataset.live = "yes";
  root.classList.add("newskit-live");
  // Keys pressed in here are for the reader, not for JupyterLab's own shortcuts.
  root.setAttribute("data-lm-suppress-shortcuts", "true");
  const marks = [...root.querySelectorAll("p [data-k]")];
  const rows = [...root.querySelectorAll("tr")].filter(r => r.querySelector("td [data-k]"));
  const body = rows.length ? rows[0].parentNode : null, details = root.querySelector("details");
  const legend = root.querySelector("[data-legend]"), bar = make("div", "", "newskit-bar");
  bar.setAttribute("role", "toolbar");
  bar.setAttribute("aria-label", "Show");
  const said = make("span", "", "newskit-said");
  said.setAttribute("role", "status");
  const shown = make("pre", "", "newskit-code");
  shown.hidden = true; shown.tabIndex = 0;
  const button = (fill, act) => { const b = document.createElement("button");
    b.type = "button"; b.append(fill); b.onclick = act; bar.append(b); return b; };

  let chosen = "0", sorted = false;
  const filters = [["0", button("everything", () => choose("0"))]];
  for (const item of legend.querySelectorAll("[data-k]")) {
    const k = item.dataset.k;
    filters.push([k, button(item, () => choose(chosen === k ? "0" : k))]); }
  const sort = body && button("sort by tone", () => { sorted = !sorted;
    details.open = sorted || details.open; order(); draw(); });
  button("copy code", copy).title = "the code that makes the table of what is shown";
  bar.append(said); legend.replaceChildren(bar, shown);

  function choose(k) { chosen = k; draw(); }
  function order() {
    // A row without a scored word has no tone; such rows stay at the end, in the text's order.
    const tone = r => { const t = Number(r.querySelector("[data-tone]").dataset.tone);
      return Number.isNaN(t) ? 99 : t; };
    body.append(...(sorted ? [...rows].sort((a, b) => tone(a) - tone(b)) : rows)); }
  function source() {
    const [whole, ...each] = code, own = chosen === "0" ? whole : each[Number(chosen) - 1] ?? whole;
    return own + (sorted && own.includes("score_tone") ? '.sort_values("tone")' : ""); }
  function copy() {
    shown.textContent = source(); shown.hidden = false;
    const done = ok => { said.textContent = ok ? "copied" : "select the code and copy it"; };
    (navigator.clipboard?.writeText(shown.textContent) ?? Promise.reject())
      .then(() => done(true), () => done(false)); }
  function draw() {
    const all = chosen === "0";
    root.classList.toggle("newskit-filtered", !all);
    for (const m of marks) m.classList.toggle("newskit-on", !all && keys(m).includes(chosen));
    for (const r of rows) r.hidden = !keys(r.querySelector("[data-k]")).includes(chosen);
    for (const [k, b] of filters) b.setAttribute("aria-pressed", String(k === chosen));
    sort?.setAttribute("aria-pressed", String(sorted));
    if (!shown.hidden) shown.textContent = source();
    const left = rows.filter(r => !r.hidden).length;
    said.textContent = body ? `${left} of ${rows.length} rows` : ""; }
  bar.addEventListener("keydown", event => {
    const buttons = [...bar.querySelectorAll("button")], at = buttons.indexOf(event.target);
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1,
      Home: 0, End: buttons.length - 1 }[event.key];
    if (event.key === "Escape") choose("0");
    else if (to === undefined) return;
    else buttons[(to + buttons.length) % buttons.length].focus();
    event.preventDefault(); event.stopPropagation(); });
  draw();
}

function initialize({ model }) {
  const anchor = CSS.escape(model.get("anchor"));
  const wake = () => document.querySelectorAll(`[data-newskit="${anchor}"]:not([data-live])`)
    .forEach(root => enliven(root, model.get("code")));
  // The article may come into the page after this model, and again when its cell is drawn anew.
  const watch = new MutationObserver(wake);
  watch.observe(document.body, { childList: true, subtree: true });
  wake();
  return () => watch.disconnect();
}
export default { initialize };
