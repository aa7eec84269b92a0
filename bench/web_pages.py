"""The rival of the forms as PDF: the same words as a plain page of HTML, printed by WeasyPrint.

Its pages have the paper, the margins, the tables and the texts of the product's, and none of what
makes the product's an archival document: no PDF/A, no tags, no refusal of what no font has.  It is
installed with the benchmarks alone; where it is missing, its rows say so.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

INSTALLED = importlib.util.find_spec("weasyprint") is not None

_STYLE = """
@page { size: A4; margin: %s; @bottom-center { content: "第 " counter(page) " 页 共 " counter(pages) " 页" } }
body { font-family: "Noto Sans CJK SC", sans-serif; font-size: %s; margin: 0 }
h1 { font-size: 22pt; text-align: center; font-weight: normal }
table { width: 100%%; border-collapse: collapse }
td, th { border: 0.6pt solid; padding: 4pt 6pt; font-size: 11pt; font-weight: normal }
article { break-after: page }
.right { text-align: right }
"""
_FIELDS = (
    (("姓名", "name"), ("年龄", "age"), ("性别", "sex")),
    (("文化程度", "education"), ("联系电话", "phone")),
    (("身份证号码", "id_number"),),
    (("家庭地址", "address"),),
    (("申贷金额", "amount"), ("申贷期限", "term")),
    (("申贷用途", "purpose"), ("已有银行负债", "debt")),
)


def notices(title: str, office: str, day: str, pages: Sequence[Mapping[str, Any]]) -> str:
    """Decision notices, one page each, of the texts their template is given."""
    bodies = [_notice(title, office, day, page) for page in pages]
    return _document("37mm 26mm 35mm 28mm", "16pt", bodies)


def application_form(texts: Mapping[str, Any]) -> str:
    """Annex 1, of the texts its template is given."""
    said = {name: escape(str(text)) for name, text in texts.items()}
    rows = [_cells([(label, said[name]) for label, name in row]) for row in _FIELDS]
    boxes = [f"{said['pledge']}<br>申请人签字：<p class=right>{said['signing_day']}</p>"]
    boxes += [
        f"{escape(box['heading'])}<p>{escape(box['words'])}</p>"
        f"{escape(box['signer'])}<p class=right>{escape(box['right'])}<br>{escape(box['below'])}</p>"
        for box in texts["opinions"]
    ]
    rows += [f"<tr><td colspan=6>{box}</td></tr>" for box in boxes]
    head = f"{said['annex']}<h1>{said['title']}</h1><p class=right>编号：{said['number']}</p>"
    return _document("18mm 22mm 14mm", "11pt", [f"{head}<table>{''.join(rows)}</table>"])


def printer(page: str, path: Path) -> Callable[[], None]:
    """What prints the page to ``path``."""
    import weasyprint  # only the benchmarks' environment has it

    return lambda: weasyprint.HTML(string=page).write_pdf(path)


def _notice(title: str, office: str, day: str, page: Mapping[str, Any]) -> str:
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in line) + "</tr>" for line in page["findings"]
    )
    heads = "".join(f"<th>{head}</th>" for head in ("规则", "结论", "依据条款", "说明"))
    return (
        f"<h1>{escape(title)}</h1><p>{escape(page['addressee'])}</p><p>{escape(page['request'])}</p>"
        f"<p>审查意见：{escape(page['outcome'])}</p><table><tr>{heads}</tr>{lines}</table>"
        f"<p>{escape(page['passed'])}</p><p>下一步：{escape(page['next_step'])}</p>"
        f"<p class=right>{escape(office)}<br>{escape(day)}</p>"
    )


def _cells(pairs: Sequence[tuple[str, str]]) -> str:
    """A row of labels and fields, the last field as wide as what is left of six columns."""
    cells = [f"<td>{label}</td><td>{text}</td>" for label, text in pairs[:-1]]
    label, text = pairs[-1]
    cells.append(f"<td>{label}</td><td colspan={6 - 2 * len(pairs) + 1}>{text}</td>")
    return f"<tr>{''.join(cells)}</tr>"


def _document(margin: str, size: str, bodies: Sequence[str]) -> str:
    pages = "".join(f"<article>{body}</article>" for body in bodies)
    style = _STYLE % (margin, size)
    return f"<!doctype html><html lang=zh-CN><meta charset=utf-8><style>{style}</style>{pages}</html>"
