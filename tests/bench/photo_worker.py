"""What runs beside the subject `photos`: a file server, and a worker that takes due photos as the pipeline hands them out."""

from __future__ import annotations

SERVER = """
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

class Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def log_message(self, *args):
        pass

server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=sys.argv[1]))
print(server.server_port, flush=True)
server.serve_forever()
"""

# fill HOST FILES: a store whose photos are due. work: measures until none is due; prints start, end and how many.
WORKER = """
import sys, time
import django
django.setup()
from django.core.management import call_command
from django.utils import timezone
from analytics.measure import measure_images
from connectors.line import line_up
from connectors.models import Image, Placement
from pixelzhub.pipeline import BY_NAME, _due_batches
from tests import builders

def fill(host, files):
    call_command("migrate", verbosity=0)
    store = builders.make_store(builders.make_merchant("Bench"))
    owner = {"merchant": store.merchant, "store": store}
    category = builders.make_category(store)
    products = [builders.make_product(store, category=category) for _ in range(files // 4)]
    for n in range(files):
        image = Image.objects.create(
            **owner, remote_id=str(n), url=f"http://{host}/{n}.jpg", due_at=timezone.now()
        )
        Placement.objects.create(**owner, product=products[n // 4], image=image, position=n % 4, alt="A photo")
    line_up(store, [product.pk for product in products])

def work():
    print("ready", flush=True)
    sys.stdin.readline()
    began, done = time.time(), 0
    while batches := _due_batches(BY_NAME["measure"], 1):
        for ids in batches:
            measure_images(ids)
            done += len(ids)
    print(began, time.time(), done)

fill(sys.argv[2], int(sys.argv[3])) if sys.argv[1] == "fill" else work()
"""
