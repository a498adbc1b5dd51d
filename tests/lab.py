"""A real JupyterLab in headless Chromium: one server, one page, any number of notebooks.

Everything stays on loopback (the browser can resolve no other host), in folders that vanish. A cell
has run when the kernel is idle and it carries a number; a dialog ("Select Kernel") fails at once.
"""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

CHROMIUM_ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]
OWN_FOLDERS = [
    "JUPYTER_CONFIG_DIR",
    "JUPYTER_DATA_DIR",
    "JUPYTER_RUNTIME_DIR",
    "JUPYTERLAB_SETTINGS_DIR",
    "JUPYTERLAB_WORKSPACES_DIR",
    "IPYTHONDIR",
    "MPLCONFIGDIR",
]
SETTINGS: dict[str, dict[str, Any]] = {
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    # Every cell stays in the page, also when it is out of view.
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/docmanager-extension/plugin": {"autosave": False},
}
KERNEL_READY = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const kernel = panel?.sessionContext?.isReady && panel.sessionContext.session?.kernel;
  return !!kernel && kernel.connectionStatus === 'connected' && kernel.status === 'idle'; }"""
ALL_RAN = """() => {
  const panel = window.jupyterapp.shell.currentWidget;
  const kernel = panel?.sessionContext?.session?.kernel;
  if (!kernel || kernel.status !== 'idle') return false;
  const code = panel.content.widgets.filter(
    c => c.model.type === 'code' && c.model.sharedModel.getSource().trim());
  if (code.some(c => c.promptNode?.textContent.includes('*'))) return false;
  return code.every(c => c.model.executionCount != null) ||
         code.some(c => c.model.outputs.toJSON().some(o => o.output_type === 'error')); }"""
ERRORS = """() => window.jupyterapp.shell.currentWidget.content.widgets
  .filter(c => c.model.type === 'code')
  .flatMap(c => c.model.outputs.toJSON().filter(o => o.output_type === 'error')
    .map(o => c.model.sharedModel.getSource().slice(0, 60) + ' -> ' + o.ename + ': ' + o.evalue))"""
SHUT_KERNEL = "() => window.jupyterapp.shell.currentWidget.sessionContext.shutdown()"


def find_chromium() -> str | None:
    """Return the browser's path; the variable CHROMIUM, where set, has the only word."""
    named = os.environ.get("CHROMIUM")
    candidates = [named] if named is not None else ["chromium", "chromium-browser", "google-chrome"]
    return next((found for c in candidates if c and (found := shutil.which(c))), None)


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port


def _private_environment(work: Path) -> dict[str, str]:
    env = dict(os.environ)
    for name in OWN_FOLDERS:
        folder = work / name.lower()
        folder.mkdir()
        env[name] = str(folder)
    for plugin, values in SETTINGS.items():
        file = work / "jupyterlab_settings_dir" / f"{plugin}.jupyterlab-settings"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(values))
    return env


@contextlib.contextmanager
def jupyter_lab(root: Path, work: Path) -> Iterator[tuple[str, str]]:
    """Serve *root* in a private JupyterLab; give its address and token."""
    port, token = _free_port(), secrets.token_hex(16)
    options = [
        "--no-browser",
        "--allow-root",
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--IdentityProvider.token={token}",
        f"--ServerApp.root_dir={root}",
        "--LabApp.news_url=",
        "--LabApp.extension_manager=readonly",
        f"--FileCheckpoints.checkpoint_dir={work / 'checkpoints'}",
        "--KernelManager.transport=ipc",
        "--LabApp.expose_app_in_browser=True",
    ]
    log = work / "jupyter.log"
    with log.open("wb") as out:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options],
            env=_private_environment(work),
            cwd=root,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
        try:
            _wait_until_served(f"http://127.0.0.1:{port}/api?token={token}", server, log)
            yield f"http://127.0.0.1:{port}", token
        finally:
            # SIGTERM, not SIGINT, which asks y/n: the server shuts its kernels down and exits.
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(server.pid, signal.SIGKILL)
                server.wait()


def _wait_until_served(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        if server.poll() is not None:
            raise RuntimeError(f"JupyterLab stopped:\n{log.read_text()[-3000:]}")
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise TimeoutError("JupyterLab did not answer in 90 s")


class Lab:
    """An open browser page on a running JupyterLab."""

    def __init__(self, base: str, token: str, page: Any) -> None:
        self.base, self.token, self.page = base, token, page
        self.asked: list[str] = []
        page.on("request", lambda request: self.asked.append(request.url))

    def outside_requests(self) -> list[str]:
        """Return what the page asked of any other host."""
        schemes = ("http:", "https:", "ws:", "wss:")
        return [u for u in self.asked if u.startswith(schemes) and "//127.0.0.1:" not in u]

    def open(self, notebook: str) -> Any:
        """Open *notebook*, wait for its kernel, and return its panel."""
        page = self.page
        page.goto(f"{self.base}/lab/tree/{quote(notebook)}?token={self.token}&reset")
        page.wait_for_function("() => window.jupyterapp?.restored.then(() => true)")
        panel = page.locator(".jp-NotebookPanel:not(.lm-mod-hidden)")
        panel.locator(".jp-Notebook .jp-Cell").first.wait_for()
        page.wait_for_function(
            f"() => ({KERNEL_READY})() || !!document.querySelector('.jp-Dialog')"
        )
        dialog = page.locator(".jp-Dialog-content")
        if dialog.count():
            raise RuntimeError(f"{notebook}: JupyterLab asks: {dialog.first.inner_text()[:200]!r}")
        return panel

    def run_all(self) -> list[str]:
        """Run every cell as a person would, by the menu; return the errors of the cells."""
        self.page.locator(".lm-MenuBar-item", has_text="Run").first.click()
        self.page.locator('.lm-Menu-item[data-command="runmenu:run-all"]').click()
        self.page.wait_for_function(ALL_RAN, polling=100)
        self.page.wait_for_timeout(300)  # the last outputs still paint
        errors: list[str] = self.page.evaluate(ERRORS)
        return errors

    def shut(self) -> None:
        """Shut the open notebook's kernel down."""
        self.page.evaluate(SHUT_KERNEL)


@contextlib.contextmanager
def chromium_page(playwright: Any, work: Path, timeout: float = 120.0) -> Iterator[Any]:
    """Open a page in headless Chromium that can reach nothing but loopback."""
    context = playwright.chromium.launch_persistent_context(
        str(work / "profile"),
        executable_path=find_chromium(),
        headless=True,
        args=CHROMIUM_ARGS,
        viewport={"width": 1400, "height": 1800},
    )
    try:
        context.set_default_timeout(timeout * 1000)
        yield context.pages[0] if context.pages else context.new_page()
    finally:
        context.close()


@contextlib.contextmanager
def lab_session(playwright: Any, root: Path) -> Iterator[Lab]:
    """Serve *root* in a JupyterLab and open a browser on it."""
    with tempfile.TemporaryDirectory(prefix="lab-", ignore_cleanup_errors=True) as folder:
        work = Path(folder)
        with (
            jupyter_lab(root.resolve(), work) as (base, token),
            chromium_page(playwright, work) as page,
        ):
            yield Lab(base, token, page)
