#pragma once

namespace CLI {
class App;
}

namespace bnn {

/// Each adds one subcommand to the program: its words, its help, and what it does.
void add_run(CLI::App& app);
void add_compare(CLI::App& app);
void add_evaluate(CLI::App& app);
void add_predict(CLI::App& app);
void add_prior(CLI::App& app);
void add_export(CLI::App& app);
void add_prune(CLI::App& app);
void add_convert(CLI::App& app);
void add_check(CLI::App& app);
void add_list(CLI::App& app);
void add_data(CLI::App& app);
void add_doctor(CLI::App& app);
void add_init(CLI::App& app);
void add_show(CLI::App& app);
void add_diff(CLI::App& app);
void add_reference(CLI::App& app);
void add_lr_find(CLI::App& app);
void add_completion(CLI::App& app);
void add_man(CLI::App& app);

}  // namespace bnn
