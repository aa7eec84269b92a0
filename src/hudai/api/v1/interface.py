"""The interface as a whole: its endpoints, who may call them, and how OpenAPI tells of it."""

from __future__ import annotations

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from hudai.api import refusals
from hudai.api.acting import BankToken
from hudai.api.v1 import loan, loan_class, reconciliation, repayment

_FIRST_REFUSAL = 400
_ANSWERED = {
    200: "查到了",
    201: "办成了；同一个幂等键再发一次，答复相同",
    400: "不是正确的 JSON",
    401: "没有令牌，或令牌不能用",
    404: "没有，或不归本行办理",
    405: "这个地址不接受这种请求方法",
    409: "不能办理，什么都没有写下；type 说明是哪一种",
    413: "内容太多",
    415: "Content-Type 不是 application/json",
    422: "内容不正确，或幂等键已用于另一个请求",
    429: "这一分钟调用太多，过 Retry-After 秒再发",
    500: "系统出错，什么都没有写下",
}
"""What an answer of each status means."""
_NAMED = {
    "contract": "合同号；有斜杠的照写",
    "repayment_id": "还款的序号（id）",
    "difference_id": "差异的序号（id）",
    "Idempotency-Key": "本次调用在银行方的唯一编号；重发时不变",
}
"""What a parameter means that its shape alone does not tell."""
ABOUT = (
    "银行系统登记放款、还款和五级分类，每月对账，查询本行的贷款。金额为整数分，日期为 2026-01-31 的样子"
    "（北京时间），年利率为百万分之。登记的调用都要带 Idempotency-Key，没有收到答复时原样重发。"
)


class Interface(NinjaAPI):
    """Ninja's, whose OpenAPI is in Chinese and says that a refusal is problem+json."""

    def get_openapi_schema(self, **options: Any) -> OpenAPISchema:
        """The whole description."""
        schema = super().get_openapi_schema(**options)
        for endpoints in schema["paths"].values():
            for endpoint in endpoints.values():
                for named in endpoint.get("parameters", ()):
                    named.setdefault("description", _NAMED.get(named["name"], ""))
                for status, answer in endpoint["responses"].items():
                    answer["description"] = _ANSWERED[int(status)]
                    if int(status) >= _FIRST_REFUSAL:
                        answer["content"] = {refusals.MEDIA_TYPE: answer["content"]["application/json"]}
        _drop_titles(schema)
        return schema


def _drop_titles(part: Any) -> None:
    """Take away what pydantic makes of our names for fields: English, and no news."""
    if isinstance(part, list):
        for each in part:
            _drop_titles(each)
    elif isinstance(part, dict):
        if isinstance(part.get("title"), str) and "openapi" not in part and "version" not in part:
            del part["title"]
        for each in part.values():
            _drop_titles(each)


api = Interface(
    title="户贷通银行接口",
    version="1",
    description=ABOUT,
    urls_namespace="api-1",
    docs_url=None,
    auth=BankToken(),
)
refusals.answer_for(api)
for router in (loan.router, repayment.router, loan_class.router, reconciliation.router):
    api.add_router("", router)
