"""`python -m cmokit.samples [FOLDER]` writes the sample clients' files anew, into data_samples/ by default."""

import argparse
from pathlib import Path

from cmokit.engagement.kit import kit_folder
from cmokit.samples.generate import write_samples

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", help="where to write instead of data_samples/")
    write_samples(parser.parse_args().folder or kit_folder("data_samples"))
