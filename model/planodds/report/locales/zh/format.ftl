### 工作簿、Word 文稿和 PDF 特有的文字。

## workbook

format-workbook-read-me = 说明
format-workbook-verdict = 结论
format-workbook-evidence = 证据等级
format-workbook-sheets = 各表
format-workbook-brief-title = 简报各表和文字
format-workbook-brief = 简报
format-workbook-evidence-line = 证据等级：{ $grade }
format-workbook-percent-quantile = { $percent }% 分位
format-workbook-30th-place = { $place }（{ $members }）
format-workbook-reading-term = 数值含义
format-workbook-reading = “12%”指在一百种同类情形中约有十二种达到目标。低于 0.1% 的写作“<0.1%”，尚未落定的事项不写 0 或 100%。
format-workbook-units-term = 单位
format-workbook-money = { -money-short }
format-workbook-amounts = 金额为现价{ -money }。
format-workbook-in-points = { $name }（百分点）
format-workbook-units = 金额为现价{ -money }；位次数字越小越靠前；空格表示没有该数。
format-workbook-error-term = 模拟误差
format-workbook-error = 仅为模拟误差；模型的准确程度见历史检验。

## docx

format-docx-language = zh-CN
format-docx-addressee = （主送单位）：
format-docx-office = （落款单位）
format-docx-date = （成文日期）
format-docx-evidence = 证据等级：{ $grade }。
format-docx-annex-provenance = 附：数据与程序出处

## pdf

format-pdf-page = 第 { $page } 页，共 { $pages } 页

## xlsx

format-xlsx-font = 宋体
format-xlsx-note = 本表未经舍入的数据见本期文件 { $path }.csv，出处见“数据来源”表。
format-xlsx-note-converted = 本表未经舍入的数据见本期文件 { $path }.csv（该文件金额为{ -money-data }），出处见“数据来源”表。
format-xlsx-note-cut = 此处只列现有数据下或与本{ -unit-short }有关的各行，其余见该文件。
format-xlsx-note-print = 打印前 { $printed } 行，共 { $rows } 行。

## results workbook

format-results-more = 本期其余各表及技术附件全文见 { $file }。
format-results-shares = 可能性和变动以百分数表示。
format-results-ranks = 位次数字越小越靠前。
format-results-bound = { $name }（仅计模拟误差）
format-results-rank-axis = { $name }（数字越小越靠前）
format-results-unit = { -money }
format-results-in-unit = （{ $unit }）
format-results-published = 公布数
format-results-difference = 与基准情景之差
format-results-chance-then = 编制规划时的可能性
format-results-chances = 主要目标各年份的可能性
format-results-outlook = { $variable }：公布数与预测
format-results-scenarios = { $year } 年各情景的中位数与八成区间
format-results-thresholds = 各年份达到其他水平的可能性
format-results-revision = 编制规划以来预测变动的原因
format-results-effect = 影响
format-results-units-title = { $year } 年各{ -unit-short }位次

## atlas

format-atlas-units = 每单位一行
format-atlas-all = 逐项数据
format-atlas-unit = （金额为{ -money-data }）
format-atlas-published = { $variable }（最近公布）
format-atlas-published-year = { $variable }公布年份
format-atlas-reach = { $year } 年{ $variable } · 把握 { $percent }%
format-atlas-quantile = { $year } 年{ $variable } · { $percent }% 分位
