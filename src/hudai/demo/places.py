"""Where the made-up county's people live, what they are called and who lends to them.

Towns, villages and banks are invented; the names put together from these lists belong to nobody
in particular.
"""

from __future__ import annotations

TOWNS = (
    "青禾镇", "云岭镇", "石溪镇", "柏杨镇", "望江镇", "双桥镇",
    "松坪镇", "白鹭镇", "桂花镇", "清泉镇", "竹林镇", "红岩镇",
    "龙塘镇", "凤栖镇", "梨园镇", "稻香镇", "麦坪镇", "临溪镇",
    "长岭镇", "高桥镇", "平滩镇", "古井镇", "杏花镇", "枫林镇",
    "碧山镇", "银湖镇", "金沙镇", "秀水镇", "天池镇", "安乐镇",
)  # fmt: skip
"""Invented towns; a county takes as many from the front as it needs."""

VILLAGES = ("上坝村", "河湾村", "新田村", "井坎村", "大石村", "塘坊村", "团结村", "向阳村")
"""Villages of every town."""

BANKS = ("山城农商行{town}支行", "惠农村镇银行{town}支行", "江源银行{town}支行")
"""Invented banks."""

SURNAMES = tuple("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾")
MEN = (
    "建国", "志强", "明华", "德贵", "光荣", "永福", "长春", "世平",
    "大军", "顺才", "文斌", "勇", "伟", "兴发", "家旺", "中明",
)  # fmt: skip
WOMEN = (
    "秀英", "桂芳", "玉兰", "素珍", "春梅", "丽华", "小琴", "天会",
    "淑芬", "红", "燕", "正碧", "昌群", "永秀", "晓霞", "仁菊",
)  # fmt: skip

PURPOSES = (
    ("土鸡养殖", 18), ("生猪养殖", 18), ("蔬菜种植", 14), ("柑橘种植", 12), ("花椒种植", 8),
    ("肉牛养殖", 8), ("小商店经营", 6), ("农产品加工", 5), ("农家乐经营", 5), ("运输经营", 5),
)  # fmt: skip
"""What the money is for, with weights out of about a hundred."""

FORBIDDEN_PURPOSES = (("建房", 2), ("归还借款", 1), ("儿子结婚", 1))
"""What it must not be for; a few loans are, so that the audit has something to find."""
