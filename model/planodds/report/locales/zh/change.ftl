### How chances changed: from edition to edition, and by cause.

change-day = { $year } 年 { $month } { $day } 日
change-tick = { $month } { $day } 日
change-first = 前次
change-second = 本次

## bridge

change-title = { $unit }各目标可能性变化原因
change-end = { $name }（{ $day }编制，数据截至 { $year } 年）
change-ends = 前次：{ $first }；本次：{ $second }。
change-finding = { $year } 年{ $target }的可能性由 { $first } 变为 { $second }。{ $parts ->
    [none] 变化 { $rest } 个百分点，在模拟误差以内。
   *[other] 其中{ $parts }，模拟误差 { $rest } 个百分点。
}
change-part-points = { $part } { $points } 个百分点
change-heading = 变化的构成
change-caption = 各项可能性变化的构成（百分点）
change-column-year = 年份
change-note = 各项相加等于总变化（取整前）。小于两倍模拟标准误的变化计入模拟误差。
change-note-together = “多项并存”指几项原因同时出现，没有只改其中一项的测算结果可供区分；加 --fit 可补算。
change-figure-title = { $year } 年可能性由前次到本次的变化
change-figure-note = 空心点为前次，实心点为本次，横条为各项变化（百分点）。
change-terms-heading = 各项含义
change-terms = 数据修订：同一年份的数据有更正。新增数据：以本次模型计入以后年份的数据。模型或先验：程序、软件包和先验设定有变。情景或依据：情景假设及个别单位先行公布的数据。模拟误差：其余在模拟误差以内的部分。

## timeline

change-timeline-title = { $unit }各目标可能性历次变化
change-timeline-known = { $count ->
    [one] 共 1 期，{ $days }编制
   *[other] 共 { $count } 期，{ $days }编制
}
change-days = { $first }至 { $last }
change-single-edition = 目前只有一期结果，下一期起可看变化。
change-timeline-finding = { $target }：{ $moved ->
    [none] 各年变化均未超出模拟误差（{ $still }）。
   *[other] { $moved }{ $still ->
        [none] 。
       *[other] ；变化未超出模拟误差的有 { $still }。
    }
}
change-year-moved = { $year } 年由 { $first } 变为 { $second }
change-year-still = { $year } 年 { $second }
change-timeline-heading = 历次可能性
change-timeline-caption = 各期测算的目标可能性
change-timeline-note = 第二行为较上一期的变化（百分点），只列超出模拟误差的变化。均为基准情景、各期最新数据。变化原因见 planodds bridge。
change-timeline-figure-title = { $count ->
    [one] 1 期
   *[other] { $count } 期
}测算的目标可能性
change-timeline-figure-note = 各期按编制先后排列，每条线为一个目标年份；竖线为两倍模拟标准误；空心点为不得用于决策的一期。
change-column-edition = 期次
change-column-data = 数据截至
change-not-for-decisions = 不得用于决策

## previous fan

change-previous-fan = 细虚线为上一期（{ $day }）的中位数和外层区间。

## First print and final figure

change-print-title = { $unit } { $year } 年初步数与最终核实数
change-print-range = { $year } 年{ $variable }初步数 { $first }；{ $state ->
    [open] 最终核实数有八成可能在 { $low } 至 { $high } 之间。
   *[final] 以后年份数据已公布，该数视为最终核实数；若为初步数，最终核实数有八成可能在 { $low } 至 { $high } 之间。
}
change-print-rules = { $count ->
    [0] 规划中由上述数据判定的目标均以初步数为准，已公布数即为事实。
   *[other] 有 { $count } 项目标以最终核实数为准，核实数公布前只有可能性，没有定论。
}
change-print-heading = 由初步数推算的最终核实数
change-print-caption = 以 { $year } 年数据判定的各项目标
change-print-column-first = 初步数
change-print-column-by-first = 按初步数
change-print-column-range = 最终核实数（八成区间）
change-print-column-chance = 按最终核实数达到的可能性
change-print-column-rule = 判定规则
change-print-met = 达到
change-print-missed = 未达到
change-print-note = 各项目标均按由 { $year } 年数据判定处理。位次按所有单位各自修订后排定。
change-print-figure-title = { $year } 年最终核实数达到某一水平的可能性
change-print-figure-note = 横轴为该水平与初步数（虚线）的差距，阴影为最终核实数的八成区间。
change-print-axis = 与初步数的差距
change-print-basis = 修订幅度以零为中心对称分布。估计所依据的两次公布数及幅度：{ $list }。重复刊载的同一数据不作依据，统计口径变化不属修订。
change-print-pairs = { $variable } { $count } 对（幅度 { $scale }%）

## Least unlikely way to a target

change-way-title = { $unit } { $year } 年各目标最可能的实现路径
change-way-finding = { $year } 年{ $target }（可能性 { $chance }）：{ $state ->
    [met] 按基准情景即可达到，无须另寻路径。
    [far] 最可能的实现路径也偏离基准 { $distance } 个标准差，过于极端，不予列示。
   *[path] 最可能的实现路径（年均增速）为{ $parts }。该路径偏离基准 { $distance } 个标准差，模拟中同方向偏离不小于此的占 { $tail }。
}
change-way-part = { $component } { $path }（基准 { $baseline }）
change-way-heading = 需要出现的情况
change-way-years-heading = 分年路径
change-way-column = 增速
change-way-caption = { $year } 年{ $target }最可能的实现路径
change-way-note = 第一行为实现目标的各路径中最可能的一条，第二行为基准中位数。自身增速为相对共同走势的增速。
change-way-plausibility-caption = { $year } 年各目标实现路径的合理程度
change-way-plausibility-note = 距离以基准的标准差计，驱动因素与自身增速合并计算。后两列为逆向压力测试：只靠共同走势使可能性达到一半。
change-way-column-chance = 目前可能性
change-way-column-distance = 偏离距离
change-way-column-tail = 偏离不小于此
change-way-column-stress = 仅靠共同走势的距离
change-way-column-stress-tail = 偏离不小于此
change-way-none = 4 以内无
change-way-figure-title = 实现 { $year } 年各目标路径上的年均增速
change-way-figure-note = 空心点为基准中位数，实心点为最可能的实现路径，短竖线为可能性达到一半的共同走势。
change-way-axis = 年均
change-way-method = 该路径是实现目标的全部联合路径中密度最高的一点，恰好达到目标。它说明哪些情况一并出现，不说明因果；它只是一条路径，实现目标的各次模拟与之不尽相同。
