"""The installation's settings, but for what a test run must not share with it: data, files, keys and time."""

import atexit
import os
import shutil
import tempfile

os.environ["BIHUAN_DATA"] = tempfile.mkdtemp(prefix="bihuan-test-")
os.environ["BIHUAN_SECRET"] = "good-enough-for-a-test-run-and-for-nothing-else"
os.environ["BIHUAN_DATABASE"] = os.environ.get("BIHUAN_TEST_DATABASE", "")
atexit.register(shutil.rmtree, os.environ["BIHUAN_DATA"], ignore_errors=True)

from bihuan.config.settings import *  # noqa: E402, F403

# Argon2 takes a tenth of a second by design; a test run signs in a thousand times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# An empty folder that exists: whitenoise warns about one that does not, and warnings are errors.
STATIC_ROOT = os.environ["BIHUAN_DATA"]
