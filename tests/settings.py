"""The real settings under a log name of their own: the clock may move, and no record is a city's."""

import atexit
import os
import shutil
import tempfile

# Never what the shell says: a test run must not touch a city's data, files or keys.
os.environ["BIHUAN_DATA"] = tempfile.mkdtemp(prefix="bihuan-test-")
atexit.register(shutil.rmtree, os.environ["BIHUAN_DATA"], ignore_errors=True)
os.environ["BIHUAN_SECRET"] = "a-key-for-tests-only-and-for-nothing-else"
os.environ["BIHUAN_DATABASE"] = os.environ.get("BIHUAN_TEST_DATABASE", "")
os.environ["BIHUAN_DEMO"] = os.environ["BIHUAN_DEBUG"] = os.environ["BIHUAN_HTTPS"] = "0"
os.environ["BIHUAN_LOG"] = "test"
# Tests sign in without a second step, save those of the second step itself.
os.environ["BIHUAN_REQUIRE_MFA"] = "0"

from bihuan.config.settings import *  # noqa: E402, F403

# Tests sign in thousands of times; a real hash would be most of their time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Static files straight from the rooms, as no test has collected them.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True

# Tables straight from the models: a hundred migrations take longer than most tests. That they make the same
# tables is held by tests/test_migrations.py.
DATABASES["default"].setdefault("TEST", {})["MIGRATE"] = False  # noqa: F405
