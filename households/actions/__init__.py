"""Every change of state of this app: one module per noun, one function per verb."""
