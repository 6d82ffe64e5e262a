"""Tools that the model may call, made from Python functions."""
