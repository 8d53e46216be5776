"""What people get into their hands: questionnaires as workbooks, walk-down sheets for the floor."""
