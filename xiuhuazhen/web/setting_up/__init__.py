"""Setting up a street: a file in TOML says who works where and by which rules, and actions make what is missing.

The demonstration is made by the same pieces (:mod:`~xiuhuazhen.web.setting_up.keeping`).
"""
