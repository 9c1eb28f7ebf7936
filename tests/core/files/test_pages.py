"""Tables of web pages: cells where a browser shows them, whatever stands around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiuhuazhen.core.files.rules.pages import tables_of


@pytest.mark.parametrize(
    ("page", "tables"),
    [
        ("<table><tr><th>编号<th>内容<tr><td>1<td>路灯</table>", [[["编号", "内容"], ["1", "路灯"]]]),
        ("<TABLE><TBODY><TR class=x><TD>1</TD>\n<TD>a&nbsp;&amp; b</TD></TR></TBODY></TABLE>", [[["1", "a & b"]]]),
        ("<table><tr><td>1<br>2<p>3</p></td><td>\n x\n y </td></tr></table>", [[["1\n2\n3", "x y"]]]),
        (
            "<table><tr><td colspan=2>标题<td>c<tr><td>1<td>2<td>3</table>",
            [[["标题", "", "c"], ["1", "2", "3"]]],
        ),
        (
            "<table><tr><td rowspan='2'>1<td>a<td>x<tr><td>b<td>y<tr><td>2<td>c<td>z</table>",
            [[["1", "a", "x"], ["", "b", "y"], ["2", "c", "z"]]],
        ),
        (
            "<table><tr><td>1<td>2<td rowspan=2>3<tr><td>4<td>5</table>",
            [[["1", "2", "3"], ["4", "5", ""]]],
        ),
        (
            "<table><tr><td>外<td><table><tr><td>a<td>b</table></td></tr></table>",
            [[["a", "b"]], [["外", ""]]],
        ),
        ("<style>td>x{}</style><!-- <td>no --><table><tr><td>1<script>if(1<2)</script><td>2", [[["1", "2"]]]),
        ("<table><tr><td>一格</table>", []),
        ("<p>没有表格</p>", []),
        ("<table><tr><td>3<5<td>a<b</table>", [[["3<5", "a<b"]]]),
    ],
    ids=[
        "bare",
        "spelt large",
        "breaks",
        "across",
        "down",
        "down at the end",
        "within",
        "not shown",
        "one",
        "no",
        "signs",
    ],
)
def test_what_stands_in_the_tables_of_a_page(page, tables):
    assert tables_of(page) == tables


@given(st.text(alphabet="<>/!-?tablerdh =\"'0129&;x", max_size=300))
def test_whatever_stands_there_is_read(page):
    assert all(isinstance(cell, str) for table in tables_of(page) for row in table for cell in row)
