"""Excel workbooks (xlsx): the one reader of them, which parses the XML as it streams by."""
