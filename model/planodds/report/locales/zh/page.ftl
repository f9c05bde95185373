### 目录页、笔记本页和简报控件的文字。

## controls

page-controls-rank-best-top = 位次（上方为前）
page-controls-30th-place-median = 第 30 位中位 { $median } 亿元
page-controls-published = { $year } 年：公布数排{ $rank }
page-controls-published-published = { $year } 年：公布 { $amount } 亿元
page-controls-top = 前 { $value } 位
page-controls-target = 目标 { $amount }
page-controls-fan-reading = { $year } 年：中位{ $median }，八成区间 { $low }–{ $high }
page-controls-skip = 跳到正文

## notebook

page-notebook-contents = 返回目录
page-notebook-all-data-hand = 现有全部数据
page-notebook-data = { $information } 年数据

## index

page-index-not-run = 未运行
page-index-fit-missed = 未通过收敛检验
page-index-error-missed = 模拟误差超过一个百分点
page-index-scenarios = 情景：{ $data }
page-index-earlier-scenarios = 当年可得数据下的情景

## heading

page-heading-name = 名称
page-heading-notebook = 笔记本
page-heading-read = 阅读
page-heading-incomplete = 未完成
page-heading-failures = 以下未通过检验
page-heading-failures-no-brief = 本次运行没有简报：以下未完成或未通过检验
page-heading-brief = 研判简报
page-heading-no-brief = 本次运行没有简报。
page-heading-notebooks = 笔记本
page-heading-tables = 数据表
page-heading-manifest = 输入、代码、诊断与用时
page-heading-figures = 图
