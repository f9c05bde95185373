### 命令行 planodds compare 的输出。

## compare

cli-compare-for-decisions = 可用于决策
cli-compare-same-inputs = 数据、先验、代码、软件版本与设置均相同。
cli-compare-inputs = 输入的不同：
cli-compare-status = 状态有变：
cli-compare-heading = 目标 读法 年份 信息 情景 A B 百分点 误差
cli-compare-beyond = 超出
cli-compare-within = 之内
cli-compare-thresholds = 注意：{ $target } 的目标值不同：{ $one } → { $two }
cli-compare-unchanged = 其余 { $count } 行相同。
cli-compare-moved = 变动的概率：{ $count } 行，其中 { $beyond } 行超出模拟误差（两期合并标准误的 2 倍）
cli-compare-smaller-moves = 另有 { $count } 行变动较小，其中 { $beyond } 行超出误差（--all 全部列出）
cli-compare-only-in = 仅见于 { $edition }：{ $count } 行
cli-compare-all-of-run = { $run }：全部 { $count } 行
