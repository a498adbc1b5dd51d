// The page of coding_widget. Texts reach it as textContent alone, so markup in them stays text. The
// attribute keeps JupyterLab from taking the digits for its own shortcuts (1 would make the cell a
// heading).
function render({ model, el }) {
  const items = model.get("items"), choices = model.get("choices");
  const make = (tag, name) => { const e = document.createElement(tag);
    e.className = "newskit-" + name; el.append(e); return e; };
  el.classList.add("newskit-coding");
  el.tabIndex = 0;
  el.setAttribute("data-lm-suppress-shortcuts", "true");
  const progress = make("div", "progress"), question = make("div", "question");
  const text = make("div", "text"), row = make("div", "choices"), problem = make("div", "problem");
  question.textContent = model.get("question");
  const button = (label, act) => { const b = document.createElement("button");
    b.textContent = label; b.onclick = () => { act(); el.focus(); }; row.append(b); return b; };
  const next = from => { const codes = model.get("codes");
    for (let i = 0; i < items.length; i++) {
      const at = (from + i) % items.length;
      if (!(items[at][0] in codes)) return at; }
    return from % Math.max(items.length, 1); };
  let at = next(0), waiting = null;
  const go = to => { at = Math.min(Math.max(to, 0), items.length - 1); draw(); };
  // The next key is for the next text, which shows only once this code is on disk.
  const code = choice => { if (!items.length || waiting !== null) return;
    waiting = at; draw(); model.send({ item: items[at][0], code: choice }); };
  button("←", () => go(at - 1)).title = "back";
  const buttons = choices.map((c, i) => button((i + 1) + " · " + c, () => code(c)));
  button("→", () => go(at + 1)).title = "on";
  const draw = () => {
    const codes = model.get("codes"), done = items.filter(i => i[0] in codes).length;
    const all = done === items.length ? ": all done, thank you" : "";
    progress.textContent = items.length ?
      `item ${items[at][0]} · ${done} of ${items.length} saved${all}` : "nothing to code";
    text.textContent = items.length ? items[at][1] : "";
    buttons.forEach((b, i) => b.setAttribute("aria-pressed",
      String(items.length > 0 && codes[items[at][0]] === choices[i])));
    problem.textContent = waiting === null ? model.get("problem") : "saving …"; };
  const saved = () => { if (waiting !== null) at = next(waiting + 1); waiting = null; draw(); };
  const failed = () => { if (model.get("problem")) waiting = null; draw(); };
  model.on("change:saves", saved);
  model.on("change:problem", failed);
  el.addEventListener("keydown", event => {
    const digit = Number(event.key);
    if (digit >= 1 && digit <= choices.length) code(choices[digit - 1]);
    else if (event.key === "ArrowLeft") go(at - 1);
    else if (event.key === "ArrowRight") go(at + 1);
    else return;
    event.preventDefault(); event.stopPropagation(); });
  draw();
  return () => { model.off("change:saves", saved); model.off("change:problem", failed); };
}
export default { render };
