"""Training: corpus to model, by the steps of ``project.yml``. Needs the extra ``train``; the product never does."""
