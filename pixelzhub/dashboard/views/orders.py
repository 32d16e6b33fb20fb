from django.http import Http404

def cancel(request, **kw):
    raise Http404


def new_order(request, **kw):
    raise Http404


def order(request, **kw):
    raise Http404


def orders(request, **kw):
    raise Http404


def send_again(request, **kw):
    raise Http404


