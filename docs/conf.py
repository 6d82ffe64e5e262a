"""How the documentation is built: `sphinx-build -W -b html docs docs/_build`. Nothing is fetched.

Sphinx with furo and MyST: kept, stable, and the only one of the candidates whose warnings can all be errors.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))
sys.path.insert(0, str(Path(__file__).parent.parent))

import realtime_builder

project = "realtime_builder"
author = "The authors of realtime_builder"
version = release = realtime_builder.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "api_pages",
    "reference_pages",
]
myst_enable_extensions = ["colon_fence", "deflist", "attrs_inline"]
myst_heading_anchors = 3
myst_links_external_new_tab = False
exclude_patterns = ["_build", "_ext"]
nitpicky = False
suppress_warnings = ["ref.python"]  # an annotation names a class that several dialects have

default_role = "code"  # a name in single backticks, as docstrings write it
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
napoleon_google_docstring = True
napoleon_numpy_docstring = False

html_theme = "furo"
html_title = "realtime_builder"
html_static_path: list[str] = ["_static"]
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
pygments_style = "tango"
pygments_dark_style = "monokai"
