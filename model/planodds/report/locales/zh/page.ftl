### 目录页、笔记本页和简报控件的文字。

## controls

page-controls-rank-best-top = 位次（上方为前）
page-controls-30th-place-median = { $place }中位 { $median } { -money }
page-controls-published = { $year } 年：公布数排{ $rank }
page-controls-published-published = { $year } 年：公布 { $amount } { -money }
page-controls-top = 前 { $value } 位
page-controls-target = 目标 { $amount }
page-controls-fan-reading = { $year } 年：中位{ $median }，八成区间 { $low }–{ $high }
page-controls-skip = 跳到正文

## notebook

page-notebook-contents = 返回目录
page-notebook-all-data-hand = 现有全部数据
page-notebook-data = { $information } 年数据

## index

page-index-not-run = 未运行：{ $reason }
page-index-fit-missed = 拟合未通过收敛检验
page-index-check-missed = 拟合未获第二种抽样方法印证
page-index-error-missed = 可能性的模拟误差超过一个百分点
page-index-status-failed = 运行出错
page-index-status-not-run = 未运行
page-index-missed = { $reason }：{ $count } 项
page-index-scenarios = 情景：{ $data }
page-index-earlier-scenarios = 当年可得数据下的情景

## heading

page-heading-name = 名称
page-heading-notebook = 笔记本
page-heading-read = 阅读
page-heading-incomplete = 未完成
page-heading-failures = 未通过的检验
page-heading-failures-no-brief = 本次运行没有简报：有步骤未完成或未通过检验
page-heading-listed = 展开名单
page-heading-brief = 研判简报
page-heading-no-brief = 本次运行没有简报。
page-heading-notebooks = 笔记本
page-heading-tables = 数据表
page-heading-page = 网页
page-heading-files = 展开全部文件
page-heading-manifest = 输入、代码、诊断与用时
page-heading-figures = 图

## atlas

page-atlas-title = { $study }：{ $plan }
page-atlas-levels = 可能达到的水平与位次
page-atlas-lead = 数据截至 { $origin } 年。所有{ $units }用同一组 { $draws } 次联合模拟，位次在每次模拟内排定，因此各行可以相互比较。
page-atlas-questions = 目标
page-atlas-own-threshold = { $label }（目标值由各{ $unit }已公布的基数推算，彼此不同）
page-atlas-table = { $units }一览
page-atlas-note = 金额为{ -money }，现价；“50% 可能达到”指以该可能性达到或超过的水平。位次附八成区间。点击列名排序，没有数值的行排在最后；鼠标停在可能性上，显示目标值与模拟误差。
page-atlas-find = 查找{ $unit }
page-atlas-all = 全部
page-atlas-year = 年份
page-atlas-grouped = 按{ $group }分组
page-atlas-shown = 显示 { $shown } / { $all }
page-atlas-none = 没有符合的{ $unit }。
page-atlas-home = 本版报告的{ $unit }：
page-atlas-of-year = { $year } 年公布
page-atlas-forecast = { $year } 年{ $variable }
page-atlas-reach = { $percent }% 可能达到
page-atlas-rank-published = 位次
page-atlas-rank = { $year } 年位次
page-atlas-rank-range = 中位与八成区间
page-atlas-range = { $low }–{ $high }
page-atlas-target-year = { $year } 年的可能性
page-atlas-threshold = 目标值 { $value }
page-atlas-interval = 模拟误差 { $error } 个百分点，区间 { $low } 至 { $high }
page-atlas-files = 全部读法、年份与模拟误差见同一文件夹的 atlas.xlsx 与 atlas.csv。
