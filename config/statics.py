"""How static files are named and stored."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModules(CompressedManifestStaticFilesStorage):
    """Names with a hash of the content, also where one module imports another."""

    support_js_module_import_aggregation = True
