"""Read files that people and other tools made. One module a format; a new one adds its line to
`audit.imports.registry`.
"""
