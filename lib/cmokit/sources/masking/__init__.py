"""Masking, by the client, before anything is sent: personal cells become keyed tokens, everything else stays."""

from cmokit.sources.masking.key import default_key_file
from cmokit.sources.masking.mask import mask_files
from cmokit.sources.masking.report import Masking

__all__ = ["Masking", "default_key_file", "mask_files"]
