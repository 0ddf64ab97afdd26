"""A real JupyterLab for the tests in a browser, and notebooks for it."""

import json
import os
import re
import subprocess
import sys
import threading

import nbformat

KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
THEMES = "@jupyterlab/apputils-extension/themes.jupyterlab-settings"


def notebook(*sources, outputs=()):
    """A notebook of code cells, the first of which has outputs of HTML stored in it."""
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    if outputs:
        made = [nbformat.v4.new_output("display_data", {"text/html": html, "text/plain": "x"}) for html in outputs]
        cells[0].outputs = made
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL})


class Lab:
    """A JupyterLab on a port of its own, which nobody else's settings reach."""

    def __init__(self, root):
        self.folder, self.settings, home = root / "notebooks", root / "settings", str(root / "home")
        self.folder.mkdir()
        (root / "home").mkdir()
        folders = dict.fromkeys(("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"), home)
        self._environment = {**os.environ, **folders, "JUPYTERLAB_SETTINGS_DIR": str(self.settings)}
        options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0", "--IdentityProvider.token=t"]
        options += ["--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
        command = [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={self.folder}"]
        self._server = subprocess.Popen(command, env=self._environment, stderr=subprocess.PIPE, text=True)
        found = (re.search(r"http://127\.0\.0\.1:\d+/lab", line) for line in self._server.stderr)
        self.address = next(filter(None, found))[0]
        self._log = threading.Thread(target=self._server.stderr.read)  # a full pipe would stop the server
        self._log.start()

    def trust(self, name):
        """Sign a notebook, so that what is stored in it is shown as it is."""
        command = [sys.executable, "-m", "jupyter", "trust", str(self.folder / name)]
        subprocess.run(command, env=self._environment, check=True, capture_output=True)

    def theme(self, name):
        """Choose the theme of the pages that are opened from now on."""
        path = self.settings / THEMES
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"theme": name}))

    def open(self, context, name):
        """The page of a notebook."""
        page = context.new_page()
        page.set_default_timeout(45_000)
        page.goto(f"{self.address}/tree/{name}?token=t&reset")  # without what was open before
        page.locator(".jp-Cell").first.wait_for()
        return page

    def stop(self):
        """End the server."""
        self._server.kill()  # asked to end, it may wait for ever for a kernel; kernels end when their parent does
        self._server.wait()
        self._log.join()
        self._server.stderr.close()
