"""Open data on the money and the results of Dutch civic integration, by municipality.

The rooms follow the journey of the data: `describe` (what a table and a package are) →
`assemble` (pinned sources to data packages) → `validate` → `publish`.
"""

__version__ = "0.1.0"
