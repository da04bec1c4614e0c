"""Only for the egg that scrapyd takes (`jobtracker nodes deploy`, `scrapyd-deploy`): what a node needs, data included.

Everything else is installed as pyproject.toml says; the entry point by which scrapyd finds the settings stands there.
"""

import re
from pathlib import Path

from setuptools import find_packages, setup

setup(
    version=re.search(r'__version__ = "(.+)"', Path("src/jobtracker/__init__.py").read_text()).group(1),
    package_dir={"jobtracker": "src/jobtracker"},
    packages=[
        *find_packages("src"),
        *find_packages(include=["crawler", "crawler.*"]),
        "migrations",
        "migrations.versions",
    ],
    package_data={"": ["*.csv", "*.tsv", "*.lua", "*.html"]},
    zip_safe=True,
)
