"""The private core: held values, shapes, slots, reading and the wording of errors. Not for users."""
