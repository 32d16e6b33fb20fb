from django.http import Http404

def change(request, **kw):
    raise Http404


def invite(request, **kw):
    raise Http404


def join(request, **kw):
    raise Http404


def members(request, **kw):
    raise Http404


def switch(request, **kw):
    raise Http404


def withdraw(request, **kw):
    raise Http404


