"""Every error a user can meet, declared once: code, exit code, message, and what to do.

Exit codes: 1 the data is wrong · 2 wrong usage · 3 could not be checked or done.
"""

from __future__ import annotations

from dataclasses import dataclass

DATA_WRONG = 1
USAGE = 2
NOT_DONE = 3


@dataclass(frozen=True)
class ErrorKind:
    """One kind of error; `message` and `hint` are templates filled from the error's details."""

    code: str
    exit_code: int
    message: str
    hint: str


class OpendataError(Exception):
    """An error of the catalogue, with the details of this occurrence."""

    def __init__(self, kind: ErrorKind, /, **details: object) -> None:
        self.kind = kind
        self.details = details
        self.message = kind.message.format(**details)
        self.hint = kind.hint.format(**details)
        super().__init__(self.message)


PROJECT_FILE_BROKEN = ErrorKind(
    "project-file-broken",
    NOT_DONE,
    "{path}: {problem}",
    "Mend the file, or install the package again.",
)
UNKNOWN_PACKAGE = ErrorKind(
    "unknown-package",
    USAGE,
    "there is no package '{name}'",
    "The packages are: {known}. `opendata list` shows their tables.",
)
SOURCE_MISSING = ErrorKind(
    "source-missing",
    NOT_DONE,
    "{path}: the pinned source is not there",
    "Restore it with `git checkout -- {path}`, or install the package again.",
)
SOURCE_CHANGED = ErrorKind(
    "source-changed",
    NOT_DONE,
    "{path}: sha256 is {observed}, but {descriptor} pins {expected}",
    "Restore the file; if its publisher revised the figures, look at every change, "
    "then pin the new sha256 in {descriptor}.",
)
SOURCE_UNREADABLE = ErrorKind(
    "source-unreadable",
    NOT_DONE,
    "{path}: {problem}",
    "Correct the file, then pin its new sha256 in the package.json beside it.",
)
ANNEX_UNREADABLE = ErrorKind(
    "annex-unreadable",
    NOT_DONE,
    "{path}: the annex cannot be read as declared:\n{problems}",
    "Correct the property 'annex' in the package.json beside it; when the document itself is "
    "wrong, ask its publisher, as nothing in it is changed here.",
)
OFFICIAL_STREAM_UNKNOWN = ErrorKind(
    "official-stream-unknown",
    NOT_DONE,
    "there are official amounts for '{stream}', which is not in the source of the table stream",
    "Add a line with its titles to datapackages/funding/sources/stream.csv, or correct 'values' "
    "of the annex.",
)
OFFICIAL_AMOUNT_TWICE = ErrorKind(
    "official-amount-twice",
    NOT_DONE,
    "stream '{stream}': two sources have an official amount for {municipality}",
    "Keep one of the two sources of official_amount in datapackages/funding/package.json.",
)
TABLE_UNDECLARED = ErrorKind(
    "table-undeclared",
    NOT_DONE,
    "table '{table}' has neither a source file nor a rule that derives it",
    "Name a source for it in the package's package.json, or register it in assemble/derived.py.",
)
NOTHING_TO_DIVIDE_BY = ErrorKind(
    "nothing-to-divide-by",
    NOT_DONE,
    "stream '{stream}': no municipality has inhabitants on {date}",
    "Choose a reference_date that the table population has.",
)
UNKNOWN_NATIONAL_AMOUNT = ErrorKind(
    "unknown-national-amount",
    NOT_DONE,
    "stream '{stream}' is not an id of the table national_amount",
    "Name the stream after the national amount that it divides.",
)
BOUNDARIES_TOO_EARLY = ErrorKind(
    "boundaries-too-early",
    USAGE,
    "table '{table}' cannot be given on the boundaries of {day}: its rows are of {first} or later",
    "Choose a day at or after {first}; a table can only be carried forward.",
)
BOUNDARIES_UNKNOWN = ErrorKind(
    "boundaries-unknown",
    USAGE,
    "boundaries of {day}: that day is yet to come, and so may be reorganisations",
    "Choose a day up to today.",
)
NOT_A_MUNICIPALITY = ErrorKind(
    "not-a-municipality",
    DATA_WRONG,
    "table '{table}': these did not exist on the date of their row: {codes}",
    "Correct the code or the date; the table municipality has the days of each.",
)
SPLIT_WITHOUT_KEY = ErrorKind(
    "split-without-key",
    NOT_DONE,
    "{municipality} was split on {day} over {receivers}; how many inhabitants went where is "
    "not known",
    "Choose a day before {day}, or add inhabitants_moved to municipality_change with its source.",
)
NO_POPULATION = ErrorKind(
    "no-population",
    NOT_DONE,
    "half-year {half_year}: the table population has no inhabitants on {day}",
    "Add the inhabitants of that day, with their source, to the package municipalities.",
)
MUNICIPALITY_UNKNOWN = ErrorKind(
    "municipality-unknown",
    USAGE,
    "there is no municipality '{wanted}'",
    "Close to it: {near}. A CBS code such as GM0344 is always clear.",
)
MUNICIPALITY_AMBIGUOUS = ErrorKind(
    "municipality-ambiguous",
    USAGE,
    "'{wanted}' is the name of several municipalities: {listed}",
    "Name one of them by its code.",
)
UNKNOWN_STREAM = ErrorKind(
    "unknown-stream",
    USAGE,
    "there is no stream '{stream}'",
    "The streams are: {known}.",
)
EXPLANATION_DIFFERS = ErrorKind(
    "explanation-differs",
    DATA_WRONG,
    "stream {stream}, {municipality}: {column} is published as {published}, but {computed} "
    "follows from the published tables",
    "Run `opendata validate`; if the tables are not to be trusted, assemble them again.",
)
NO_PARAMETERS = ErrorKind(
    "no-parameters",
    USAGE,
    "there are no parameters for budget year {year}",
    "The years with parameters are: {years}. Others were not found; none was interpolated.",
)
INPUTS_MISSING = ErrorKind(
    "inputs-missing",
    USAGE,
    "grant {grant} needs what the reference figures lack: {names}",
    "Supply them with {example}. A national target is made by {methods}.",
)
INPUT_UNKNOWN = ErrorKind(
    "input-unknown",
    USAGE,
    "grant {grant} takes no input '{name}'",
    "It takes: {known}.",
)
INPUT_UNREADABLE = ErrorKind(
    "input-unreadable",
    USAGE,
    "grant {grant}, input {name}: '{value}' is not what was expected: {expected}",
    "Write it as {expected}.",
)
CASELOAD_MISSING = ErrorKind(
    "caseload-missing",
    NOT_DONE,
    "{path}: there is no such caseload",
    "Name a CSV with the columns of the schema spuk_caseload.",
)
CASELOAD_INCOMPLETE = ErrorKind(
    "caseload-incomplete",
    DATA_WRONG,
    "caseload, year {year}, field '{column}': {count} municipalities are not right on the "
    "boundaries of {day}: {names}",
    "Give each municipality a number for that year (0 when there is nobody), and every row the "
    "boundaries it stands on.",
)
NO_NATIONAL_TARGET = ErrorKind(
    "no-national-target",
    USAGE,
    "input {name}: there is no national housing target of {half_year}",
    "Make the target another way: number:N, or first-half-plus:N.",
)
NOT_IN_CLOSED_LIST = ErrorKind(
    "not-in-closed-list",
    NOT_DONE,
    "reported_statement, {place} ({source_address}): {problem} is not declared",
    "Correct the statement, or declare it in reported_subject or reported_period. "
    "Declared are: {known}.",
)
NOTHING_TO_COMPARE_WITH = ErrorKind(
    "nothing-to-compare-with",
    NOT_DONE,
    "reported_statement, {place}, {period}, {subject}: reported_comparison lets it be compared, "
    "but there is no computed value for '{area}' in the whole of that period",
    "Correct the area or the period of the statement, or take the pair out of reported_comparison.",
)
TABLE_WITHOUT_BOUNDARIES = ErrorKind(
    "table-without-boundaries",
    USAGE,
    "table '{table}' cannot be carried to other boundaries",
    "Only tables whose schema declares `boundaries` can.",
)
REGIONS_UNKNOWN = ErrorKind(
    "regions-unknown",
    USAGE,
    "there is no mapping to labour-market regions of {year}",
    "The years are: {years}.",
)
REGIONS_DO_NOT_FIT = ErrorKind(
    "regions-do-not-fit",
    USAGE,
    "the labour-market regions of {year} do not fit the boundaries of {day}: "
    "without a region: {without}; no longer a municipality: {gone}",
    "Choose the regions of another year, or the boundaries of the year of the regions.",
)
KEPT_COLUMN_DIFFERS = ErrorKind(
    "kept-column-differs",
    NOT_DONE,
    "rows that came together in {row} on the boundaries of {day} differ in a column that neither "
    "adds up nor is a text",
    "Name the column among the sums or the rates under `boundaries` in the table's schema.",
)
PATH_MISSING = ErrorKind(
    "path-missing",
    NOT_DONE,
    "{path}: there is no such file or folder",
    "Run `opendata assemble` first, or name a build, a release, a zip or a table.",
)
NOTHING_TO_CHECK = ErrorKind(
    "nothing-to-check",
    NOT_DONE,
    "{path}: there is no data package in it, so nothing was checked",
    "Run `opendata assemble --output {path}` first, or name the folder of a build or a release.",
)
PATH_UNKNOWN = ErrorKind(
    "path-unknown",
    USAGE,
    "{path}: neither a folder, a datapackage.json, a zip, a CSV nor a Parquet file",
    "Name one of these; a single table also needs --table NAME.",
)
TABLE_NOT_NAMED = ErrorKind(
    "table-not-named",
    USAGE,
    "{path}: a single file does not say which table it is",
    "Add --table NAME, one of: {known}.",
)
UNKNOWN_TABLE = ErrorKind(
    "unknown-table",
    USAGE,
    "there is no table '{table}'",
    "The tables are: {known}.",
)
TABLE_WITH_PACKAGE = ErrorKind(
    "table-with-package",
    USAGE,
    "{path}: --table is for a single CSV or Parquet file",
    "Leave --table out, or name a file of that table.",
)
ARCHIVE_REFUSED = ErrorKind(
    "archive-refused",
    NOT_DONE,
    "{path}: the zip was not unpacked: {problem}",
    "Use a zip made by `opendata publish`, or unpack it yourself and name the folder.",
)
ENGINE_MISSING = ErrorKind(
    "engine-missing",
    NOT_DONE,
    "the engine '{engine}' is not installed: {problem}",
    "Install it with: pip install 'inburgering-opendata[{engine}]'.",
)
DESCRIPTOR_UNREADABLE = ErrorKind(
    "descriptor-unreadable",
    NOT_DONE,
    "{path}: {problem}",
    "Assemble the package again with `opendata assemble`.",
)
NOT_VALID = ErrorKind(
    "not-valid",
    DATA_WRONG,
    "{path}: validation ended as '{outcome}', so nothing was published",
    "Run `opendata validate {path}` to see what is wrong.",
)
NOT_CHECKED = ErrorKind(
    "not-checked",
    NOT_DONE,
    "{path}: validation ended as 'error', so nothing was published",
    "Run `opendata validate {path}` to see what could not be checked.",
)
CHANGED_SINCE_VALIDATION = ErrorKind(
    "changed-since-validation",
    NOT_DONE,
    "{path}: the file is no longer the one that was validated, so nothing was published",
    "Run `opendata publish` again, with nothing else writing in that folder.",
)
FORMATS_DIFFER = ErrorKind(
    "formats-differ",
    NOT_DONE,
    "table '{table}', row {row}, field '{field}': {expected} was written, {format} has {found}; "
    "nothing was published",
    "This is a fault of the toolkit: please report it with the table.",
)
CELL_DOES_NOT_FIT = ErrorKind(
    "cell-does-not-fit",
    NOT_DONE,
    "table '{table}', row {row}, field '{field}': the text does not fit in an Excel workbook: "
    "{problem}; nothing was published",
    "Shorten the text, or take the character out, in the source of the table.",
)
PLACEHOLDERS_LEFT = ErrorKind(
    "placeholders-left",
    NOT_DONE,
    "{path}: an official release cannot have placeholders for {left}",
    "Name the publisher, its contact point and the addresses in that file, or leave --official "
    "out to try things.",
)
VERSION_UNKNOWN = ErrorKind(
    "version-unknown",
    NOT_DONE,
    "no version could be derived: neither a commit date nor SOURCE_DATE_EPOCH is known",
    "Name one with --version, for example --version 2026.11.23.",
)
VERSION_MALFORMED = ErrorKind(
    "version-malformed",
    USAGE,
    "'{version}' is not a calendar version",
    "Use year.month.day, with a number behind it for a second release that day: "
    "2026.11.23 or 2026.11.23.1.",
)
EPOCH_MALFORMED = ErrorKind(
    "epoch-malformed",
    USAGE,
    "SOURCE_DATE_EPOCH is '{value}', not a number of seconds since 1970",
    "Set it to a whole number such as 1790000000, or unset it.",
)
VERSION_EXISTS = ErrorKind(
    "version-exists",
    NOT_DONE,
    "{path} exists already and differs in {files}; it was left as it is",
    "Publish under another version, for example --version {next_version}.",
)
WRITE_FAILED = ErrorKind(
    "write-failed",
    NOT_DONE,
    "{path}: could not be written: {problem}",
    "Free some space or choose another --output; what was there before is untouched.",
)
REPORT_NOT_WRITTEN = ErrorKind(
    "report-not-written",
    NOT_DONE,
    "{path}: the report could not be written: {problem}",
    "The checks were made: free some space or name another file after --report, and run again.",
)
TABLE_UNREADABLE = ErrorKind(
    "table-unreadable",
    NOT_DONE,
    "{path}: the table cannot be read as its descriptor says: {problem}",
    "Run `opendata validate` on the release to see everything that is wrong with it.",
)
KEY_REPEATED = ErrorKind(
    "key-repeated",
    DATA_WRONG,
    "{path}: several rows have the primary key {key}",
    "Run `opendata validate` on the release; rows can only be compared by a key of their own.",
)
NOT_COMPARABLE = ErrorKind(
    "not-comparable",
    USAGE,
    "{old} and {new} have no package in common: {packages_old} against {packages_new}",
    "Name two releases, or the same package of two releases.",
)
NO_ADDRESS = ErrorKind(
    "no-address",
    USAGE,
    "there is no address to download from: {problem}",
    "Name one with --from or in OPENDATA_FROM, or fill it in as addresses.catalog in "
    "datapackages/catalog.json.",
)
NOT_RELEASED = ErrorKind(
    "not-released",
    USAGE,
    "{address} has no {what}",
    "It has: {known}.",
)
INDEX_UNREADABLE = ErrorKind(
    "index-unreadable",
    NOT_DONE,
    "{address}: {problem}",
    "Check the address: it is that of the folder with releases.json, which `opendata publish` "
    "writes.",
)
DOWNLOAD_FAILED = ErrorKind(
    "download-failed",
    NOT_DONE,
    "{address}: {problem}",
    "Try again later; what was received is kept and the download goes on from there.",
)
DOWNLOAD_DIFFERS = ErrorKind(
    "download-differs",
    NOT_DONE,
    "{address}: {expected} was expected, {observed} was received; it was thrown away",
    "Try again; if it stays so, tell the publisher that the file is not the one that was released.",
)
LIBRARY_MISSING = ErrorKind(
    "library-missing",
    USAGE,
    "the library '{library}' is not installed: {problem}",
    "Install it with: pip install {library}.",
)
SCHEMA_BREAKS = ErrorKind(
    "schema-breaks",
    DATA_WRONG,
    "what was promised in {previous} is broken without saying so; nothing was published:\n"
    "{problems}",
    'Undo the change, or announce it: raise "version" in the schema of the table, and name a '
    "table that is no more under 'retired' in package.json. `opendata diff --rules` says what "
    "breaks a table.",
)
SITE_IN_THE_WAY = ErrorKind(
    "site-in-the-way",
    NOT_DONE,
    "{path}: the folder holds something that is not a site, and was left as it is",
    "Name an --output that does not exist yet.",
)
