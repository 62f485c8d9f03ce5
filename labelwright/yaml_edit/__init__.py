"""YAML files, edited in place: what is not meant stays as it is, to the byte. Stack config is written by people.

`Document` is a text and its meaning; each edit gives a new one, or raises `EditError`. `read_text` and `write_text` are
the file around it. Nothing in here knows labels.
"""

from labelwright.yaml_edit.document import Document
from labelwright.yaml_edit.file import Snapshot, put_text, read_text, write_text
from labelwright.yaml_edit.nodes import EditError, Path
from labelwright.yaml_edit.spelling import Inline, written_out

__all__ = ["Document", "EditError", "Inline", "Path", "Snapshot", "put_text", "read_text", "write_text", "written_out"]
