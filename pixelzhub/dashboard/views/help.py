from django.http import Http404

def help_page(request, **kw):
    raise Http404


def looks(request, **kw):
    raise Http404


