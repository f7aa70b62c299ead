"""Reference notebooks start kernels of their own, which find their workspace through the environment alone.

nbval's cells take no fixtures, so the workspace is named when this folder is collected.
"""

import atexit
import os
import shutil
import tempfile

from cmokit.engagement.workspace import ENVIRONMENT

os.environ[ENVIRONMENT] = tempfile.mkdtemp(prefix="cmokit-notebooks-")
atexit.register(shutil.rmtree, os.environ[ENVIRONMENT], ignore_errors=True)
