"""Who may open and do what: one module a room, gathered and walked by tests/web/test_web_rights.py.

A module has a table and says how its rows are asked for::

    TABLE = '''
                        村 外村 镇 外镇 镇长 区 财政 金融 网点 外网点 银行 外银行 担保 监管 审计 管理 无
    GET  loans          +  +   +  +   +   +  +   +   +   +    +   +    ?   +   +   ?   >
    POST loan_correct   !  ?   !  ?   !   !  !   !   +   ?    !   ?    ?   !   !   ?   >
    '''

    def ready() -> Asks:
        '''Make what the rows are about, in 柳溪村 of 石门镇, and say what each asks for.'''
        loan = made_loans.loan()
        return {
            "GET loans": Ask("/loans/"),
            "POST loan_correct": Ask(f"/loans/{loan.pk}/correct/", {"reason": "写错"}),
        }

The columns are desks: those of the case's own place, and beside them a neighbouring village, town,
branch and bank.  A cell is what the desk gets when it asks as a person of good right would::

    +  the page, or the thing is done
    !  refused in words: seen, but not this desk's to do, or not now
    ?  not found, in the same words as what does not exist
    >  sent to the sign-in page

An address without a row fails the tests, for GET and for POST.
"""
