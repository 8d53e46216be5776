"""One writer a format; every printed number is computed once, in the ReportModel."""
