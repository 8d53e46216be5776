"""What is documented: the case folder's tables in, validated rows out, every error with its place
and remedy.
"""
