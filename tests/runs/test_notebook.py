"""What runs take of Jupyter's libraries, and what they leave out."""

import subprocess
import sys

QUICK = """
import sys
from cmokit.runs.notebook import load_nbformat
notebook = load_nbformat().v4.new_notebook()
load_nbformat().validate(notebook)
assert "lark" not in sys.modules, "the grammar was built"
import rfc3987_syntax
print("others may still import it")
"""


def test_notebooks_are_read_and_validated_without_the_grammar_which_others_may_still_import():
    done = subprocess.run([sys.executable, "-c", QUICK], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "others may still import it\n"), done.stderr
