"""Who answers for which area: the board, what an assignment would change, the form."""
