### 情景推演：控件及并列的结果。

## page

explore-title = 假设与可能性
explore-intro = 移动任一控件，可能性、预测图和位次随之更新。{ -study.drivers ->
    [yes] 外部因素在首次移动后才作为假设，此前按预测处理。
   *[no] {""}
}
explore-language = 中文
explore-group-place = 对象与年份
explore-group-assumptions = 假设
explore-group-targets = 目标
explore-group-beside = 对照情景
explore-group-save = 保存假设
explore-unit = { -unit }
explore-year = 目标年份：{ $year } 年
explore-driver = { $series }：{ $count ->
    [1] { $first } 年 { $growth }
   *[other] { $first }—{ $last } 年每年 { $growth }
}
explore-driver-open = { $series }：按预测（{ $year } 年中位 { $growth }）
explore-assumed-years = 外部因素的假设持续 { $years } 年
explore-sd = 假设的误差范围：约 ± { $sd }
explore-own-growth = 本{ -unit-short }自身额外增长：每年 { $growth }
explore-reset = 恢复初始设置
explore-save-name = 文件名，如 my_case
explore-save = 存为情景
explore-saved = 已存为 { $file }。依据尚待填写，planodds check 会逐项列出。

## answer

explore-own = 当前假设
explore-nothing = 未作假设（基准情景）
explore-goal-level = { $label }达到 { $value } { -money-short }以上
explore-goal-rank = 进入前 { $rank } 位
explore-column-target = { $year } 年目标
explore-column-difference = 相差
explore-points = { $number } 个百分点
explore-no-change = 无明显变化
explore-fan-title = { $label }（{ -money-short }）：公布数及预测的五成、八成、九成区间
explore-rank-title = { $year } 年位次：各位次的可能性
explore-draws-all = 按全部 { $draws } 次模拟计算。
explore-draws-few = 初步结果，按 { $draws } 次模拟计算；全部 { $all } 次的结果随后给出。
explore-form-add = 增加一项
