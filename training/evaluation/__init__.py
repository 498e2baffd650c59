"""Measure a model: figures per label and set, rows, safety, equal treatment, baselines, real text out of source.

Sets: the sealed test part of the corpus (a writer whose work never trained, and held-out clusters), the functional
suite and, where they lie beside the project, real texts. Nothing here is trained on by the model that is measured.
"""
