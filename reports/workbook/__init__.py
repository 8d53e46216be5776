"""The workbook's sheets, one function each."""
