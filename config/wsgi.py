"""What the web server loads."""

import os

from django.core.wsgi import get_wsgi_application

from config.servers.holding import hold

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("DOORSTEP_POOL", "16")  # connections, shared by the threads of a process

hold()
application = get_wsgi_application()
