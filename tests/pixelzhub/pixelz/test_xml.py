"""The XML reader: what the samples do to it, and what a hostile document cannot."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from connectors.errors import BadReply
from pixelzhub.pixelz.xml_wire import MAX_DEPTH, read_xml


def test_elements_are_text_objects_and_lists():
    assert read_xml(b"<R><A>1</A><B><C>x</C></B><D>1</D><D>2</D></R>") == {"A": "1", "B": {"C": "x"}, "D": ["1", "2"]}


@pytest.mark.parametrize("nothing", [b"<A/>", b"<A />", b"<A></A>", b"<A>\n  </A>"])
def test_an_empty_element_is_empty_text(nothing):
    assert read_xml(b"<R>" + nothing + b"</R>") == {"A": ""}


@pytest.mark.parametrize("nil", [b'<A i:nil="true"/>', b"<A i:nil='true' />", b'<A i:nil="true"></A>', b'<A nil="1"/>'])
def test_nil_is_none_though_its_prefix_is_declared_nowhere(nil):
    assert read_xml(b"<R>" + nil + b"</R>") == {"A": None}


def test_declaration_comment_prefixes_and_namespaces_are_passed_over():
    document = b"""\xef\xbb\xbf<?xml version="1.0" encoding="utf-8"?><!-- <no> --><R xmlns="http://x.example/y" xmlns:i="z">
      <a:A xmlns:a="q">1</a:A><!-- <B>2</B> --></R>"""
    assert read_xml(document) == {"A": "1"}


def test_a_raw_ampersand_and_a_raw_bracket_stand_for_themselves():
    assert read_xml(b"<R><A>/T?key=1&returnUrl=http://x&copy=2</A></R>") == {"A": "/T?key=1&returnUrl=http://x&copy=2"}
    assert read_xml(b"<R><A>1 < 2 & 3 > 2</A></R>") == {"A": "1 < 2 & 3 > 2"}


def test_xmls_own_references_are_resolved_and_no_others():
    assert read_xml(b"<R><A>&lt;&amp;amp;&gt;&quot;&apos;&#65;&#x42;</A></R>") == {"A": "<&amp;>\"'AB"}
    assert read_xml(b"<R><A>&xxe;&nbsp;&#0;&#xD800;&#x110000;</A></R>") == {"A": "&xxe;&nbsp;\ufffd\ufffd\ufffd"}


def test_character_data_is_taken_as_it_is():
    assert read_xml(b"<R><A>a<![CDATA[<b>&amp;</b>]]>c</A></R>") == {"A": "a<b>&amp;</b>c"}


def test_a_list_that_is_closed_under_another_name_ends_with_what_holds_it():
    document = b"<R><Template><Template><Id>1</Id></Template><Template><Id>2</Id></Template></Templates></R>"
    assert read_xml(document) == {"Template": {"Template": [{"Id": "1"}, {"Id": "2"}]}}


def test_an_item_that_is_never_closed_ends_where_the_next_begins():
    document = b"<R><L><I><A>1</A><I><A>2</A></I><I><A>3</A></L></R>"
    assert read_xml(document) == {"L": {"I": [{"A": "1"}, {"A": "2"}, {"A": "3"}]}}


@pytest.mark.parametrize(
    "document",
    [b"", b" ", b"plain", b"{}", b"\xff\xfe<", b"<", b"<R>", b"<R><A>1</A>", b"<R><A>1</A></R", b"</R>", b"<!-- <R/>",
     b"<R><![CDATA[</R>", b"<?xml", b"text<R/>"],
    ids=repr,
)  # fmt: skip
def test_what_is_cut_off_or_no_xml_is_a_bad_reply(document):
    with pytest.raises(BadReply):
        read_xml(document)


@pytest.mark.parametrize(
    "document",
    [
        b'<!DOCTYPE R [<!ENTITY a "x"><!ENTITY b "&a;&a;">]><R>&b;</R>',
        b'<?xml version="1.0"?><!DOCTYPE R SYSTEM "file:///etc/passwd"><R/>',
        b"<!DOCTYPE html><html><body>Request Error</body></html>",
    ],
)
def test_a_document_type_is_refused(document):
    with pytest.raises(BadReply, match="document type"):
        read_xml(document)


def test_depth_is_limited():
    deep = b"".join(b"<a%d>" % n for n in range(MAX_DEPTH + 1))
    with pytest.raises(BadReply, match="levels"):
        read_xml(deep)


@pytest.mark.parametrize(
    "piece",
    [b"<", b"<a", b"<a>", b"<a/>", b"</a>", b"<!--", b"<![CDATA[", b"<?", b"&", b"&#", b"<a nil=", b"<b><b>", b"<a ",
     b"<a></a>", b"<I><J>1</J>", b"]]>", b'<a x="'],
    ids=repr,
)  # fmt: skip
def test_the_time_grows_with_the_length_and_not_with_its_square(piece):
    def seconds(repeats: int) -> float:
        document = b"<a>" + piece * repeats
        start = time.process_time()
        with suppress(BadReply):
            read_xml(document)
        return time.process_time() - start

    # Sixteen times as much in less than 64 times as long: a square would take 256 times. Best of three.
    short, long = (min(seconds(repeats) for _ in range(3)) for repeats in (500, 8_000))
    assert long < max(short, 0.002) * 64
