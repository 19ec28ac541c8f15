"""The WSGI entry point of the web processes."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "joren.site.settings")
application = get_wsgi_application()

# Every page is loaded before the first is asked for. What is loaded stays, so the collector of cycles need not walk
# over it any more: it took 200 ms, while all tills waited.
_PAGES = get_resolver().url_patterns
gc.collect()
gc.freeze()
