"""Ablation: leave-one-term-out refits of the model and their scores."""
