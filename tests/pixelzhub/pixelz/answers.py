"""Answers in the shapes of the Developer API, with values of our own, and the record that both formats must give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from connectors.reply import Reply
from pixelzhub.pixelz import account, images, reading, templates
from pixelzhub.pixelz.account import Account, InvoiceRecord, NewContact
from pixelzhub.pixelz.errors import checked
from pixelzhub.pixelz.images import ImageStatus, ProductProgress, Receipt
from pixelzhub.pixelz.templates import NewTemplate
from pixelzhub.pixelz.wires import WIRES

TICKET = "11111111-aaaa-4bbb-8ccc-222222222222"


@dataclass(frozen=True)
class Example:
    json: str
    xml: str
    record: Any


EXAMPLES = {
    "post image": Example(
        f'{{"ErrorCode": "NoError", "Message": "", "ImageTicket": "{TICKET}", "IsTrial": "true", "CustomerImageId": 77}}',
        f"<AddImageResponse><ErrorCode>NoError</ErrorCode><Message/><ImageTicket>{TICKET}</ImageTicket>"
        "<IsTrial>true</IsTrial><CustomerImageId>77</CustomerImageId></AddImageResponse>",
        Receipt(TICKET, True, "77"),
    ),
    "delete": Example(
        '{"ErrorCode": 0, "Message": "gone"}',
        "<DeleteImageResponse><ErrorCode>0</ErrorCode><Message>gone</Message></DeleteImageResponse>",
        None,
    ),
    "get status": Example(
        f'{{"ErrorCode": "0", "Message": "", "ImageStatus": {{"ImageTicket": "{TICKET}", "StatusId": "66",'
        ' "StatusName": "Quality Assurance", "IsPaid": "True", "CustomerImageId": 12, "ProductId": "P & Q",'
        ' "FinalImagesURL": ["a/1.jpg", "/a/2.jpg"], "ThumbnailImageURL": "/t/1.jpg"}}',
        f"<ImageStatusResponse><ErrorCode>0</ErrorCode><Message/><ImageStatus><ImageTicket>{TICKET}</ImageTicket>"
        "<StatusId>66</StatusId><StatusName>Quality Assurance</StatusName><IsPaid>True</IsPaid>"
        "<CustomerImageId>12</CustomerImageId><ProductId>P &amp; Q</ProductId><FinalImagesURL>"
        "<a:string>a/1.jpg</a:string><a:string>/a/2.jpg</a:string></FinalImagesURL>"
        "<ThumbnailImageURL>/t/1.jpg</ThumbnailImageURL></ImageStatus></ImageStatusResponse>",
        ImageStatus(TICKET, "12", "P & Q", 66, "Quality Assurance", ("a/1.jpg", "/a/2.jpg"), True, "/t/1.jpg"),
    ),
    "images": Example(
        f'{{"ErrorCode": "NoError", "Images": [{{"ImageTicket": "{TICKET}", "StatusId": 70, "FinalImagesURL": null}}]}}',
        f"<R><ErrorCode>NoError</ErrorCode><Images><ImageStatus><ImageTicket>{TICKET}</ImageTicket><StatusId>70"
        '</StatusId><FinalImagesURL i:nil="true"/></ImageStatus></Images></R>',
        [ImageStatus(TICKET, "", "", 70, "", (), False)],
    ),
    "count": Example(
        '{"ErrorCode": "NoError", "ImagesCount": "12"}',
        "<R><ErrorCode>NoError</ErrorCode><ImagesCount>12</ImagesCount></R>",
        12,
    ),
    "product ids": Example(
        '{"ErrorCode": "NoError", "ProductIds": [{"ProductId": "A", "DoneCount": 1, "TodoCount": "2"}]}',
        "<R><ErrorCode>NoError</ErrorCode><ProductIds><ProductIdStatistic><ProductId>A</ProductId><DoneCount>1"
        "</DoneCount><TodoCount>2</TodoCount></ProductIdStatistic></ProductIds></R>",
        [ProductProgress("A", 1, 2)],
    ),
    "post contact": Example(
        '{"ErrorCode": "NoError", "ContactAPIkey": "own-key", "ContactEmail": "new@shop.example",'
        ' "ContactSecretCode": "own-secret"}',
        "<R><ErrorCode>NoError</ErrorCode><ContactAPIkey>own-key</ContactAPIkey><ContactEmail>new@shop.example"
        "</ContactEmail><ContactSecretCode>own-secret</ContactSecretCode></R>",
        NewContact("new@shop.example", "own-key", "own-secret"),
    ),
    "get contact": Example(
        '{"ErrorCode": "NoError", "Contact": {"ContactAccountBalance": {"Amount": "7.5", "Currency": "EUR"},'
        ' "ContactCompany": "Co", "ContactDaysOfCredit": "15", "ContactEmail": "a@b.example", "ContactPerson": "Pat",'
        ' "NumberOfTrialImages": 3}}',
        "<R><ErrorCode>NoError</ErrorCode><Contact><ContactAccountBalance><Amount>7.50</Amount><Currency>EUR</Currency>"
        "</ContactAccountBalance><ContactCompany>Co</ContactCompany><ContactDaysOfCredit>15</ContactDaysOfCredit>"
        "<ContactEmail>a@b.example</ContactEmail><ContactPerson>Pat</ContactPerson><NumberOfTrialImages>3"
        "</NumberOfTrialImages></Contact></R>",
        Account("a@b.example", "Pat", "Co", Decimal("7.50"), "EUR", 15, 3),
    ),
    "invoices": Example(
        '{"ErrorCode": "NoError", "Invoices": [{"InvoiceId": "I-1", "CreatedDate": "\\/Date(1356912000000+0100)\\/",'
        ' "AmountDue": 9, "IsPaid": false, "InvoiceUrl": "/Transactions?key=1&returnUrl=http://h/invoices/</PaymentUrl",'
        ' "PaymentUrl": "DownloadInvoice?invoiceNumber=I-1"}]}',
        "<R><ErrorCode>NoError</ErrorCode><Invoices><Invoice><InvoiceId>I-1</InvoiceId><CreatedDate>2012-12-31"
        "</CreatedDate><AmountDue>9.00</AmountDue><IsPaid>false</IsPaid><InvoiceUrl>DownloadInvoice?invoiceNumber=I-1"
        "</InvoiceUrl><PaymentUrl>/Transactions?key=1&returnUrl=http://h/invoices/</PaymentUrl></Invoice></Invoices></R>",
        [
            InvoiceRecord(
                "I-1",
                date(2012, 12, 31),
                Decimal("9.00"),
                False,
                "DownloadInvoice?invoiceNumber=I-1",
                "/Transactions?key=1&returnUrl=http://h/invoices/",
            )
        ],
    ),
    "post template": Example(
        '{"ErrorCode": "NoError", "TemplateId": 5, "Price": {"Amount": 0.95, "Currency": "USD", "CurrencyId": 1}}',
        "<R><ErrorCode>NoError</ErrorCode><TemplateId>5</TemplateId><Price><Amount>0.95</Amount><Currency>USD"
        "</Currency></Price></R>",
        NewTemplate("5", Decimal("0.95"), "USD"),
    ),
    "get template": Example(
        '{"ErrorCode": "NoError", "Template": {"Id": 5, "Name": "N", "ResizeType": 6, "ResizeWidth": null,'
        ' "MarginTop": 2.5, "IsKeptModel": true, "Comment": "", "Price": {"Amount": 2, "Currency": "USD"}}}',
        "<R><ErrorCode>NoError</ErrorCode><Template><Id>5</Id><Name>N</Name><ResizeType>6</ResizeType>"
        '<ResizeWidth i:nil="true"/><MarginTop>2.5</MarginTop><IsKeptModel>True</IsKeptModel><Comment></Comment>'
        "<Price><Amount>2.00</Amount><Currency>USD</Currency></Price></Template></R>",
        templates.TemplateRecord(
            "5",
            "N",
            Decimal("2.00"),
            "USD",
            {
                "Id": 5,
                "Name": "N",
                "ResizeType": 6,
                "ResizeWidth": None,
                "MarginTop": 2.5,
                "IsKeptModel": True,
                "Comment": "",
            },
        ),
    ),
    "get templates": Example(
        '{"ErrorCode": "NoError", "Templates": [{"TemplateId": 1, "TemplateName": "A", "ColorMatching": true,'
        ' "Prices": [{"Amount": 1.5, "Currency": "USD"}]}, {"TemplateId": 2, "TemplateName": "B", "Prices": []}]}',
        "<R><ErrorCode>NoError</ErrorCode><Template><Template><TemplateId>1</TemplateId><TemplateName>A</TemplateName>"
        "<ColorMatching>True</ColorMatching><Prices><Price><Amount>1.50</Amount><Currency>USD</Currency></Price></Prices>"
        "</Template><Template><TemplateId>2</TemplateId><TemplateName>B</TemplateName></Template></Templates></R>",
        [
            templates.TemplateRecord(
                "1", "A", Decimal("1.50"), "USD", {"TemplateId": 1, "TemplateName": "A", "ColorMatching": True}
            ),
            templates.TemplateRecord("2", "B", None, "", {"TemplateId": 2, "TemplateName": "B"}),
        ],
    ),
}

READERS = {
    "post template": templates.new_template,
    "get template": lambda answer: templates.template_record(reading.part(answer, "Template")),
    "get templates": templates.template_list,
    "post image": images.receipt,
    "white glove": images.receipt,
    "delete": lambda answer: None,
    "get status": lambda answer: images.image_status(reading.part(answer, "ImageStatus")),
    "images": images.image_list,
    "count": images.images_count,
    "product ids": images.product_list,
    "reject": lambda answer: None,
    "post contact": account.new_contact,
    "get contact": lambda answer: account.account(reading.part(answer, "Contact")),
    "invoices": account.invoices,
}


def read(call: str, wire: str, content: bytes) -> Any:
    """The record of an answer's bytes, as the client reads it."""
    return READERS[call](checked(WIRES[wire].read(Reply(200, {}, content, "http://pixelz.example/"))))
