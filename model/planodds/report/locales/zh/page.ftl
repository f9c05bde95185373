### 目录页、笔记本页和简报控件的文字。

## controls

page-controls-rank-best-top = 位次（上方为前）
page-controls-30th-place-median = 第 30 位中位 { $median } 亿元
page-controls-published = { $year } 年：公布数排{ $rank }
page-controls-published-published = { $year } 年：公布 { $amount } 亿元
page-controls-top = 前 { $value } 位
page-controls-target = 目标 { $amount }
page-controls-fan-reading = { $year } 年：中位{ $median }，十次中有八次在 { $low }–{ $high } 之间

## notebook

page-notebook-contents = 返回目录
page-notebook-all-data-hand = 现有全部数据
page-notebook-data = { $information } 年数据

## index

page-index-not-run = 未运行
page-index-fit-missed = 未通过收敛检验
page-index-error-missed = 模拟误差超过一个百分点
