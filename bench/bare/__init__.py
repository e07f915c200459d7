"""The barest honest Django view that stores what a form says: the floor of `bench visits`."""
