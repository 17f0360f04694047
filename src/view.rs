//! Draws the model. Changes nothing, keeps nothing.
