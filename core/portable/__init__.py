"""A taught language model as files of other programs: adapters, whole models, GGUF, a Modelfile.

Everything here is numpy and one tensor at a time, so that a model of any size is written in little
memory. Whether what was written still says what the adapter says is measured elsewhere
(`core.generation.parity`).
"""
